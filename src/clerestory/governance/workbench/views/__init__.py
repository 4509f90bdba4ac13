"""What people see and do: one module an act. A handler loads, checks, acts and sends on."""
