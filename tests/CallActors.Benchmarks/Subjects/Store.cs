namespace CallActors.Benchmarks.Subjects;

/// <summary>Where a subject keeps what it is told: a database of a PostgreSQL, or a file of SQLite.</summary>
internal sealed class Store : IAsyncDisposable
{
    private readonly PostgresCluster? cluster;
    private readonly DirectoryInfo? folder;

    private Store(string address, PostgresCluster? cluster, DirectoryInfo? folder) =>
        (Address, this.cluster, this.folder) = (address, cluster, folder);

    /// <summary>As the host takes it: <c>postgres:</c> and a connection string, or <c>sqlite:</c> and a path.</summary>
    public string Address { get; }

    public int? DatabaseProcess => cluster?.ProcessId;

    public static async Task<Store> OfPostgresAsync(PostgresCluster cluster) =>
        new($"postgres:{await cluster.CreateDatabaseAsync()}", cluster, null);

    public static Store OfSqlite()
    {
        var folder = Directory.CreateTempSubdirectory("callactors-benchmark-");
        return new($"sqlite:{Path.Combine(folder.FullName, "journal.db")}", null, folder);
    }

    public async ValueTask DisposeAsync()
    {
        folder?.Delete(recursive: true);
        if (cluster is not null)
        {
            await cluster.ExecuteAsync($"DROP DATABASE {Address.Split("Database=")[1]} WITH (FORCE)");
        }
    }
}
