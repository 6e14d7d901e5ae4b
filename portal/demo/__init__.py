"""Demo data: invented partners whose cases are lived through again, so that they are always some weeks old.

The texts stand in vendors/demo/<vendor>/. reading.py turns them into the values of given.py, moments.py knows when
things happen, people.py writes the people down, replay.py calls the verbs of the cases in the order of time.
"""
