"""Charts: numbers of the database as Vega-Lite specifications with their data inside, and as pictures.

Every chart stands under the filters of every other question, says in its title what it shows, and tells nothing by
colour alone. The work of one is bounded: rows beyond its limit are left out, and it says how many.
"""
