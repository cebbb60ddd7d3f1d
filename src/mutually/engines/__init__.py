"""Tables that are counted shard by shard: a partial count of each, merged, and finished here.

* ``sampling`` draws rows by their place in the table;
* ``survey``, the first pass, says what each column holds, and brings the sampled rows;
* ``early_counts`` counts in it, where a column and the target have few values;
* ``coding`` decides from it what a column is, and turns its values into codes (``surveyed`` holds
  all that is known then, ``settings`` what may be held);
* ``counting``, the second pass, counts pairs of codes: of each other column and the target, or of
  the pairs of a tile (``pair_tiles``);
* ``counted`` estimates from the counts of two columns; ``finish`` makes of it the row of a ranking,
  and ``finish_pairs`` the entry of a matrix, from the sample where that is better;
* ``joint_counts`` counts three columns and more for selections, ``joint_terms`` makes terms of
  them, and ``counted_terms`` says which terms are counted, and which the sample has to give;
* ``ranked_in_shards``, ``paired_in_shards`` and ``selected_in_shards`` put these together;
* ``passes`` does the passes with threads or by an engine (``clusters``: Dask, Spark, Ray), and
  ``checkpoint`` keeps what is done;
* columns of more levels than are listed are counted otherwise: ``keys`` makes 64 bits of a value,
  ``keyed_cells`` does the second pass, ``runs`` sorts cells beyond memory, ``patterns`` and
  ``spilled`` make of them what estimates need (``sums``: to the bit), ``ranked_by_keys`` puts it
  together;
* ``limits`` says which tables go this way; ``spooled`` writes those as Parquet that are plans of
  another library.

Counts are integers, and partial results are merged by additions and unions. So no bit of a result
depends on how the rows are cut into shards, nor on who counts them, nor in which order.
"""
