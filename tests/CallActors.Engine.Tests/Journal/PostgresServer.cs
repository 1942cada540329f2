using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CallActors.Engine.Journal.Postgres;
using Npgsql;

namespace CallActors.Engine.Tests.Journal;

[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}

/// <summary>A real PostgreSQL on loopback, in a temporary folder, from Debian's package; tests are skipped where it is missing.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly string? programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(version => int.Parse(Path.GetFileName(version)))
            .Select(version => Path.Combine(version, "bin")).FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        : null;

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("callactors-postgres-");
    private readonly int port = FreePort();
    private string? missing = "PostgreSQL is not installed (apt-get install postgresql).";
    private int databases;

    /// <summary>A folder for its write-ahead log, which is kept small there; beside the data where there is none.</summary>
    public string? LogDirectory { get; init; }

    /// <summary>Where its Unix socket is.</summary>
    public string SocketDirectory => directory.FullName;

    private string Data => Path.Combine(directory.FullName, "data");

    public async Task InitializeAsync()
    {
        if (programs is null)
        {
            return;
        }

        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "postgres", directory.FullName);
        }

        string[] ownLog = LogDirectory is null ? [] : ["--waldir", LogDirectory, "--wal-segsize", "1"];
        await ServerProgramAsync("initdb", ["-D", Data, "-A", "trust", "-U", "postgres", "--locale=C.UTF-8", "-E", "UTF8", .. ownLog]);
        await File.AppendAllTextAsync(Path.Combine(Data, "postgresql.conf"), $"""

            listen_addresses = '*'
            port = {port}
            unix_socket_directories = '{directory.FullName}'
            max_connections = 100
            {(LogDirectory is null ? "" : "min_wal_size = 2MB\nmax_wal_size = 8MB")}
            """);
        // Beside loopback only the addresses that tests give to network namespaces of their own.
        await File.AppendAllTextAsync(Path.Combine(Data, "pg_hba.conf"), "host all all 10.77.0.0/16 trust\nhost all all 10.78.0.0/16 trust\n");
        await StartAsync();
        missing = null;
    }

    public async Task DisposeAsync()
    {
        if (missing is null)
        {
            await StopAsync("immediate");
        }

        directory.Delete(recursive: true);
    }

    /// <summary>Whether it runs; it ends by itself where it cannot write its log.</summary>
    public bool IsRunning => File.Exists(Path.Combine(Data, "postmaster.pid"));

    public Task StartAsync() =>
        ServerProgramAsync("pg_ctl", "-D", Data, "-l", Path.Combine(directory.FullName, "log"), "-w", "start");

    /// <param name="mode"><c>fast</c> says goodbye to clients, <c>immediate</c> is like a crash.</param>
    public Task StopAsync(string mode) => ServerProgramAsync("pg_ctl", "-D", Data, "-m", mode, "-w", "stop");

    /// <summary>What the server wrote to its log so far.</summary>
    public Task<string> LogAsync() => File.ReadAllTextAsync(Path.Combine(directory.FullName, "log"));

    /// <summary>Kills every process of the server at once, as <c>kill -9</c>, without a word to anybody.</summary>
    public async Task KillAsync()
    {
        string server = (await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0];
        // Stopped first, so that it forks no more; and its memory is in use until the last of them is gone.
        using Process kill = Process.Start("/bin/sh", ["-c", $"""
            kill -STOP {server}
            all="{server} $(ps -o pid= --ppid {server})"
            kill -9 $all
            for one in $all; do while kill -0 $one; do sleep 0.01; done; done 2>/dev/null
            """]);
        await kill.WaitForExitAsync();
    }

    /// <summary>A fresh database, whose own collation sorts like people do and not like bytes.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        Skip.If(missing is not null, missing);
        string name = $"journal{Interlocked.Increment(ref databases)}";
        await QueryAsync(
            ConnectionString("postgres"),
            $"CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
        return ConnectionString(name);
    }

    /// <summary>The rows of a query, the columns parted by bars.</summary>
    public static async Task<string[]> QueryAsync(string connectionString, string query)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(query, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetValue(column))));
        }

        return [.. rows];
    }

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={port};Username=postgres;Database={database}";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // The server refuses to run as root, so there it runs as the user that the package made for it.
    private Task ServerProgramAsync(string program, params string[] arguments)
    {
        string path = Path.Combine(programs!, program);
        return Environment.IsPrivilegedProcess
            ? RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments])
            : RunAsync(path, arguments);
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        // The server must not inherit a pipe of the tests, or they would wait for it to end.
        string output = Path.Combine(Path.GetTempPath(), $"{directory.Name}.out");
        using Process process = Process.Start(
            "/bin/sh",
            ["-c", "cd / && out=$1 && shift && exec \"$@\" >\"$out\" 2>&1 </dev/null", "sh", output, program, .. arguments]);
        await process.WaitForExitAsync();
        string said = await File.ReadAllTextAsync(output);
        File.Delete(output);
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}: {said}");
    }
}
