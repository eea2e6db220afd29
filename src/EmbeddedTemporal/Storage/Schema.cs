namespace EmbeddedTemporal.Storage;

/// <summary>The tables. Rows carry a checksum of their other columns (see <see cref="RowSum"/>).</summary>
internal static class Schema
{
    /// <summary>Grows with every change of the tables or of what their columns hold.</summary>
    public const int Version = 5;

    /// <summary>
    /// Lists show open runs first, then those that closed last: <c>close_order</c> numbers the runs as they close, and is the largest integer
    /// while they are open. Each index that lists use ends in that order, so that a page is read from its start. <c>item</c> is the run as
    /// lists show it, encoded: it changes seldom. Large columns come last, so that lists need not read the pages into which long rows
    /// overflow. <c>unsent</c> has the closed runs that still have children to start.
    /// Nothing is looked up by the indexes on sums: if a page is lost with all its rows, its table and the index differ, and the start check
    /// notices. The rows of <c>events</c>, <c>pending</c> and <c>requests</c>, of which there are many, are counted by their runs instead.
    /// Keys of schedules and of standalone activities are negative: their values are among those of the runs, and no run has their key.
    /// </summary>
    public const string Sql = """
        CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL, sum INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX facts_by_sum ON facts (sum);
        CREATE TABLE namespaces (name TEXT PRIMARY KEY, id TEXT NOT NULL, data BLOB NOT NULL, sum INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX namespaces_by_sum ON namespaces (sum);
        CREATE TABLE search_attributes (id INTEGER PRIMARY KEY, namespace TEXT NOT NULL, name TEXT NOT NULL, type INTEGER NOT NULL, removed INTEGER NOT NULL, sum INTEGER NOT NULL) STRICT;
        CREATE INDEX search_attributes_by_sum ON search_attributes (sum);
        CREATE TABLE runs (
            key INTEGER PRIMARY KEY,
            namespace TEXT NOT NULL,
            workflow_id TEXT NOT NULL,
            run_id TEXT NOT NULL,
            type TEXT NOT NULL,
            task_queue TEXT NOT NULL,
            start_time INTEGER NOT NULL,
            execution_time INTEGER NOT NULL,
            start_sum INTEGER NOT NULL,
            status INTEGER NOT NULL,
            close_time INTEGER,
            close_order INTEGER NOT NULL,
            history_length INTEGER NOT NULL,
            history_bytes INTEGER NOT NULL,
            transitions INTEGER NOT NULL,
            state_sum INTEGER NOT NULL,
            item_sum INTEGER NOT NULL,
            item BLOB NOT NULL,
            start BLOB NOT NULL,
            state BLOB NOT NULL) STRICT;
        CREATE UNIQUE INDEX runs_by_run_id ON runs (run_id);
        CREATE INDEX runs_by_workflow ON runs (namespace, workflow_id, key);
        CREATE INDEX runs_in_order ON runs (namespace, close_order, start_time);
        CREATE INDEX runs_by_status ON runs (namespace, status, close_order, start_time);
        CREATE INDEX runs_by_type ON runs (namespace, type, close_order, start_time);
        CREATE INDEX runs_by_close ON runs (close_time) WHERE close_time IS NOT NULL;
        CREATE TABLE attribute_values (
            attribute INTEGER NOT NULL,
            value ANY NOT NULL,
            run_close_order INTEGER NOT NULL,
            run_start_time INTEGER NOT NULL,
            run_key INTEGER NOT NULL,
            PRIMARY KEY (attribute, value, run_close_order, run_start_time, run_key)) STRICT, WITHOUT ROWID;
        CREATE INDEX attribute_values_by_run ON attribute_values (run_key, attribute, value);
        CREATE TABLE unsent (run_key INTEGER PRIMARY KEY, sum INTEGER NOT NULL) STRICT;
        CREATE INDEX unsent_by_sum ON unsent (sum);
        CREATE TABLE batches (namespace TEXT NOT NULL, job_id TEXT NOT NULL, request BLOB NOT NULL, state BLOB NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY (namespace, job_id)) STRICT, WITHOUT ROWID;
        CREATE INDEX batches_by_sum ON batches (sum);
        CREATE TABLE deployments (namespace TEXT NOT NULL, name TEXT NOT NULL, state BLOB NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY (namespace, name)) STRICT, WITHOUT ROWID;
        CREATE INDEX deployments_by_sum ON deployments (sum);
        CREATE TABLE events (id INTEGER PRIMARY KEY, data BLOB NOT NULL, sum INTEGER NOT NULL) STRICT;
        CREATE TABLE pending (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, data BLOB NOT NULL, sum INTEGER NOT NULL) STRICT;
        CREATE TABLE requests (run_key INTEGER NOT NULL, request_id TEXT NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY (run_key, request_id)) STRICT, WITHOUT ROWID;
        CREATE TABLE schedules (
            key INTEGER PRIMARY KEY,
            namespace TEXT NOT NULL,
            schedule_id TEXT NOT NULL,
            created INTEGER NOT NULL,
            definition BLOB NOT NULL,
            definition_sum INTEGER NOT NULL,
            progress BLOB NOT NULL,
            progress_sum INTEGER NOT NULL) STRICT;
        CREATE UNIQUE INDEX schedules_by_id ON schedules (namespace, schedule_id);
        CREATE TABLE standalone_activities (
            key INTEGER PRIMARY KEY,
            namespace TEXT NOT NULL,
            activity_id TEXT NOT NULL,
            run_id TEXT NOT NULL,
            type TEXT NOT NULL,
            start_time INTEGER NOT NULL,
            execution_time INTEGER NOT NULL,
            start_sum INTEGER NOT NULL,
            task_queue TEXT NOT NULL,
            status INTEGER NOT NULL,
            close_time INTEGER,
            transitions INTEGER NOT NULL,
            state_sum INTEGER NOT NULL,
            item_sum INTEGER NOT NULL,
            item BLOB NOT NULL,
            start BLOB NOT NULL,
            state BLOB NOT NULL) STRICT;
        CREATE UNIQUE INDEX standalone_activities_by_run_id ON standalone_activities (run_id);
        CREATE INDEX standalone_activities_by_id ON standalone_activities (namespace, activity_id, key);
        CREATE INDEX standalone_activities_by_close ON standalone_activities (close_time);
        """;
}
