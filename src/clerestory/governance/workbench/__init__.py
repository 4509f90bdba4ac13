"""The workbench: the internal web application in which people decide. It holds no record and cannot reach the vault."""
