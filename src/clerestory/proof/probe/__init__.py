"""The stranger: what can be reached?"""
