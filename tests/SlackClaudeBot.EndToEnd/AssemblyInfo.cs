// Each test has a program, an engine and an agent of its own; together they would only slow each other down.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
