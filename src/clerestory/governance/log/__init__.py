"""The audit log: an append-only Merkle tree whose checkpoints are signed and witnessed outside."""
