using System.Diagnostics;
using CallActors.Host.Tests.Running;
using Npgsql;

namespace CallActors.Benchmarks.Subjects;

/// <summary>
/// A PostgreSQL of its own, with fsync on and the package's defaults but one, in a temporary folder or in one that is kept
/// for the next time.
/// </summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    // As many files of the WAL as are kept. The server that fills a new one with zeros lets every commit wait for it, tens of
    // milliseconds at each 16 MB; one that has run for a while has them.
    private const string MakeLog = "SELECT pg_logical_emit_message(false, 'benchmark', ''), pg_switch_wal() FROM generate_series(1, 64); CHECKPOINT; CHECKPOINT";

    private readonly DirectoryInfo folder;
    private readonly bool isKept;
    private readonly int port = RunningProcess.FreePort();
    private readonly string programs;
    private int databases;

    private PostgresCluster(string? kept)
    {
        isKept = kept is not null;
        folder = kept is null ? Directory.CreateTempSubdirectory("callactors-benchmark-") : Directory.CreateDirectory(kept);
        programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(version => int.Parse(Path.GetFileName(version)))
                .Select(version => Path.Combine(version, "bin")).FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
                ?? throw Missing()
            : throw Missing();
    }

    private string Data => Path.Combine(folder.FullName, "data");

    /// <summary>The id of the process whose children do the work.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First());

    /// <param name="kept">A folder that stays, with its databases, and may be there already; null for one that is deleted.</param>
    public static async Task<PostgresCluster> StartAsync(string? kept = null)
    {
        var cluster = new PostgresCluster(kept);
        var isNew = !Directory.Exists(cluster.Data);
        if (isNew)
        {
            await cluster.CreateAsync();
        }

        await cluster.ServerProgramAsync(
            "pg_ctl", "-D", cluster.Data, "-l", Path.Combine(cluster.folder.FullName, "log"), "-o", $"-p {cluster.port}", "-w", "start");
        if (isNew)
        {
            await cluster.ExecuteAsync(MakeLog);
        }

        return cluster;
    }

    private async Task CreateAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "postgres", folder.FullName);
        }

        await ServerProgramAsync("initdb", "-D", Data, "-A", "trust", "-U", "postgres", "--locale=C.UTF-8", "-E", "UTF8");
        // The files of the WAL are kept for reuse.
        await File.AppendAllTextAsync(Path.Combine(Data, "postgresql.conf"), $"""

            unix_socket_directories = '{folder.FullName}'
            min_wal_size = 1GB
            max_wal_size = 4GB
            """);
    }

    /// <summary>A fresh database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"journal{++databases}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        await ExecuteAsync("CHECKPOINT");
        return ConnectionString(name);
    }

    /// <summary>Runs statements, each by itself, in the server's own database or in another one.</summary>
    /// <returns>What the last one gives; null where that is nothing.</returns>
    public async Task<object?> ExecuteAsync(string statements, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        object? given = null;
        foreach (var statement in statements.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
            given = await command.ExecuteScalarAsync();
        }

        return given;
    }

    public async ValueTask DisposeAsync()
    {
        await ServerProgramAsync("pg_ctl", "-D", Data, "-m", isKept ? "fast" : "immediate", "-w", "stop");
        if (!isKept)
        {
            folder.Delete(recursive: true);
        }
    }

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={port};Username=postgres;Database={database}";

    // The server refuses to run as root, so there it runs as the user that the package made for it.
    private Task ServerProgramAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(programs, program);
        return Environment.IsPrivilegedProcess
            ? RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments])
            : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start("/bin/sh", ["-c", "cd / && exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", program, .. arguments]);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new BenchmarkException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
        }
    }

    private static BenchmarkException Missing() => new("PostgreSQL is not installed (apt-get install postgresql).");
}
