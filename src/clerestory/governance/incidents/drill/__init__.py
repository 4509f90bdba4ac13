"""The drill: June 27 and 28, 2022, against the running software; milestones, controls, what each control buys."""
