using System.Diagnostics;
using CallActors.Host.Tests.Running;
using Npgsql;

namespace CallActors.Benchmarks.Subjects;

/// <summary>A PostgreSQL of its own in a temporary folder, with fsync on and the package's defaults but one.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("callactors-benchmark-");
    private readonly int port = RunningProcess.FreePort();
    private readonly string programs;
    private int databases;

    private PostgresCluster() => programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(version => int.Parse(Path.GetFileName(version)))
            .Select(version => Path.Combine(version, "bin")).FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            ?? throw Missing()
        : throw Missing();

    private string Data => Path.Combine(folder.FullName, "data");

    /// <summary>The id of the process whose children do the work.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First());

    public static async Task<PostgresCluster> StartAsync()
    {
        var cluster = new PostgresCluster();
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "postgres", cluster.folder.FullName);
        }

        await cluster.ServerProgramAsync("initdb", "-D", cluster.Data, "-A", "trust", "-U", "postgres", "--locale=C.UTF-8", "-E", "UTF8");
        // The WAL of a run is kept for reuse: making new files for it would be measured, and long-lived servers have them.
        await File.AppendAllTextAsync(Path.Combine(cluster.Data, "postgresql.conf"), $"""

            port = {cluster.port}
            unix_socket_directories = '{cluster.folder.FullName}'
            min_wal_size = 1GB
            max_wal_size = 4GB
            """);
        await cluster.ServerProgramAsync("pg_ctl", "-D", cluster.Data, "-l", Path.Combine(cluster.folder.FullName, "log"), "-w", "start");
        return cluster;
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

    /// <summary>Runs a statement in the server's own database.</summary>
    public async Task ExecuteAsync(string statement)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await ServerProgramAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        folder.Delete(recursive: true);
    }

    private string ConnectionString(string database) => $"Host=127.0.0.1;Port={port};Username=postgres;Database={database}";

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
