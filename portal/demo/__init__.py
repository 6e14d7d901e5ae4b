"""Demo data: invented partners whose cases are lived through again, so that they are always some weeks old.

The texts stand in vendors/demo/<vendor>/. reading.py reads them, moments.py gives them instants, people.py writes
the people down, and replay.py calls the verbs of the cases in the order of time.
"""
