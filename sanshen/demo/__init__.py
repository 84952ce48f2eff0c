"""演示 (demo): the whole way with real servers, real keys and real refusals, in one command."""
