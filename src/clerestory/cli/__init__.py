"""Commands: parse, call one act, print."""
