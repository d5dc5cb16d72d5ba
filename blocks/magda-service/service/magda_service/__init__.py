"""Person data by legal basis, in the shape of MAGDA: REST and SOAP over a small sample of people who do not exist.

people, sample        who is known, and what of them; mutations
registrations         the broker: which application may ask what, for which purpose
subscriptions         the repertory: nobody is asked after without one
consultations         a question from beginning to end, and the log of who read what
person_routes, soap_* the two faces of it
events                what subscribers are told of changes
simulation_routes     sources that are slow, down or refuse, and people who move: for tests
"""
