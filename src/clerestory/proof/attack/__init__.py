"""The intruder: what can be worked out?"""
