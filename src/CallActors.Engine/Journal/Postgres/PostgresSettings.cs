using Npgsql;

namespace CallActors.Engine.Journal.Postgres;

/// <summary>How the journal connects: what the operator gave, and the limits without which a dead peer holds up all.</summary>
internal sealed class PostgresSettings
{
    // lock_timeout: a node that froze in the middle of a commit. statement_timeout: a disk that hangs.
    // tcp_user_timeout: a node that vanished from the network must not keep its locks for the system's 15 minutes.
    // tcp_keepalives: likewise where the server has nothing to send to it.
    // enable_seqscan, enable_bitmapscan: every query here goes by an index; on a fresh table the planner's guess would be cached.
    // jit: it takes the bounds of an index for a third of the table, and would compile for a second what runs for a millisecond.
    private const string SessionOptions =
        "-c lock_timeout=2s -c statement_timeout=5s -c idle_in_transaction_session_timeout=5s -c tcp_user_timeout=5s "
        + "-c tcp_keepalives_idle=2 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3 -c enable_seqscan=off "
        + "-c enable_bitmapscan=off -c jit=off";

    private const int ConnectSecondsMaximum = 3;
    private const int CommandSecondsMaximum = 6;

    private PostgresSettings(NpgsqlConnectionStringBuilder given)
    {
        ConnectionString = given.ConnectionString;
        Name = $"postgres:{given.Host}:{given.Port}/{given.Database ?? given.Username}";
        given.Pooling = false;
        WriterConnectionString = given.ConnectionString;
    }

    public string ConnectionString { get; }

    /// <summary>The same for a writer, which stays connected: its session's locks must end with its connection.</summary>
    public string WriterConnectionString { get; }

    /// <summary>What messages call the journal; never with a password.</summary>
    public string Name { get; }

    /// <exception cref="JournalUnavailableException">The connection string is not understood.</exception>
    public static PostgresSettings Parse(string connectionString, int readersMaximum)
    {
        NpgsqlConnectionStringBuilder given;
        try
        {
            given = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException failure)
        {
            throw new JournalUnavailableException(
                $"The journal's connection string is not understood; it is to be such as 'Host=localhost;Database=callactors;Username=callactors': {failure.Message}",
                failure);
        }

        if (string.IsNullOrEmpty(given.Host))
        {
            throw new JournalUnavailableException(
                "The journal's connection string names no host; it is to be such as 'Host=localhost;Database=callactors;Username=callactors'.");
        }

        // What the operator says himself comes last and so wins.
        given.Options = $"{SessionOptions} {given.Options}".TrimEnd();
        given.ApplicationName ??= "callactors";
        given.MaxPoolSize = readersMaximum;
        given.MaxAutoPrepare = 20;
        given.AutoPrepareMinUsages = 2;
        // Nothing is set on a pooled connection: taking back what might be cost more than the query before it.
        given.NoResetOnClose = true;
        // A directory is a Unix socket, which knows no keep-alive and refuses it.
        if (!given.Host.StartsWith('/'))
        {
            given.TcpKeepAlive = true;
            given.TcpKeepAliveTime = ConnectSecondsMaximum;
            given.TcpKeepAliveInterval = 1;
        }

        given.Timeout = ConnectSecondsMaximum;
        given.CommandTimeout = CommandSecondsMaximum;
        given.CancellationTimeout = 500;
        given.WriteBufferSize = 65_536;
        // A start reads megabytes: with the usual 8 KiB it waited for the socket at every dozen rows.
        given.ReadBufferSize = 65_536;
        return new PostgresSettings(given);
    }

    /// <summary>The same for one who only reads: the server itself refuses whatever would write.</summary>
    public PostgresSettings ReadOnly()
    {
        var given = new NpgsqlConnectionStringBuilder(ConnectionString);
        given.Options += " -c default_transaction_read_only=on";
        return new PostgresSettings(given);
    }

    /// <summary>One sentence for the operator that says what a failure means for this journal.</summary>
    public JournalUnavailableException Unavailable(Exception failure) => failure switch
    {
        JournalUnavailableException known => new(known.Message, known),
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } =>
            new($"The journal {Name} can not be written: another node keeps it locked.", failure),
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } =>
            new($"The journal {Name} is too slow: it did not answer within its time.", failure),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } =>
            new($"The journal {Name} can not be written: the disk is full.", failure),
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } =>
            new($"The journal {Name} can not be written: the server is read-only.", failure),
        PostgresException known => new($"The journal {Name} failed: {known.MessageText} ({known.SqlState}).", failure),
        NpgsqlException { InnerException: TimeoutException } or TimeoutException =>
            new($"The journal {Name} is too slow: it did not answer within its time.", failure),
        NpgsqlException { InnerException: Exception cause } =>
            new($"The journal {Name} can not be reached: {cause.Message}", failure),
        _ => new($"The journal {Name} failed: {failure.Message}", failure),
    };
}
