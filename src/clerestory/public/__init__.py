"""All that a stranger may reach."""
