"""信息发布登记台账 (ledger): appended to by the gate alone, verifiable by anyone, offline."""
