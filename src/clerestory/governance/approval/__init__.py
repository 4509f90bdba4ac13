"""Who may do what, and when: rules over frozen values, without any storage."""
