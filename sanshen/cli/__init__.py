"""命令行 (command line): words in, sentences and exit codes out; the only place that wires."""
