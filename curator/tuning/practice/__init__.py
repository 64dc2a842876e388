"""A small server on loopback that speaks Azure's own protocol, for rehearsal and tests.

It is honest about what it is: its training fits a small word model to the answers of the uploaded file and reports that
model's true losses; its chat gives back the stored answer of the nearest training prompt.
"""
