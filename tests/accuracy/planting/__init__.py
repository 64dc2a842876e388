"""Plants known faults in clean conversations, so that rules can be scored on sets whose truth is known.

``registry.PLANTS`` holds one small function for each kind of fault; importing ``kinds`` fills it.
"""
