"""What a publisher declares: sources, tables, charts, policy, people; read, checked, explained."""
