using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Postgres;
using Npgsql;

namespace CallActors.Akka.Storage;

/// <summary>
/// A PostgreSQL database. One connection holds the lock of Akka.NET engines, and takes it again when it was cut off;
/// another asks all the time whether the database answers and what its clock says.
/// </summary>
internal sealed class HeldPostgres : HeldJournal
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(500);
    private const int ReadersMaximum = 8;

    private readonly PostgresSettings settings;
    private readonly PostgresJournalReader reader;
    private readonly PostgresNode node;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task asking;

    private HeldPostgres(PostgresSettings settings, PostgresReader reader, PostgresNode node, NpgsqlConnection connection)
    {
        (this.settings, this.node) = (settings, node);
        this.reader = new PostgresJournalReader(reader);
        SetAside = new PostgresSetAside(reader);
        asking = Task.Run(() => AskForEverAsync(connection));
    }

    public override IJournalReader Reader => reader;

    public override string ConnectionString => settings.ConnectionString;

    public override string Provider => "PostgreSQL.15";

    public override string Layer => "persistence.postgres";

    public override JournalNode? Node => node.Node;

    public override ISetAside SetAside { get; }

    public static async Task<HeldJournal> OpenAsync(string connectionString, TimeProvider clock, CancellationToken cancellation)
    {
        var settings = PostgresSettings.Parse(connectionString, ReadersMaximum);
        try
        {
            await using (var connection = new NpgsqlConnection(settings.WriterConnectionString))
            {
                await connection.OpenAsync(cancellation);
                await PostgresSchema.CreateOrValidateAsync(connection, settings, cancellation);
                await PostgresEngineKind.RefuseCommitsThatAreNotDurableAsync(connection, settings, cancellation);
            }

            var held = await LockAsync(settings, cancellation);
            var reader = new PostgresReader(settings);
            try
            {
                return new HeldPostgres(settings, reader, await PostgresNode.OpenAsync(settings, reader, null, clock, cancellation), held);
            }
            catch
            {
                await reader.DisposeAsync();
                await held.DisposeAsync();
                throw;
            }
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            throw settings.Unavailable(failure);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await node.DisposeAsync();
        await reader.DisposeAsync();
        await using (var pooled = new NpgsqlConnection(ConnectionString))
        {
            NpgsqlConnection.ClearPool(pooled);
        }

        stopping.Dispose();
    }

    private static async Task<NpgsqlConnection> LockAsync(PostgresSettings settings, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(settings.WriterConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            await PostgresEngineKind.Akka.LockAsync(connection, settings, cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task AskForEverAsync(NpgsqlConnection? connection)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                connection ??= await LockAsync(settings, stopping.Token);
                await using var ask = new NpgsqlCommand("SELECT 1", connection);
                await ask.ExecuteScalarAsync(stopping.Token);
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or JournalUnavailableException or InvalidOperationException)
            {
                await DisposeAsync(connection);
                connection = null;
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await Task.Delay(AskEvery, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await DisposeAsync(connection);
    }

    private static async Task DisposeAsync(NpgsqlConnection? connection)
    {
        if (connection is not null)
        {
            await connection.DisposeAsync();
        }
    }
}
