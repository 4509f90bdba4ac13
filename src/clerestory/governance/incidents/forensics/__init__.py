"""From access logs to a count of downloads that can be defended: every rule is written in a definition file."""
