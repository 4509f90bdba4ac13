"""Rules across the files of a project; each notes what is wrong where it stands, and goes on."""
