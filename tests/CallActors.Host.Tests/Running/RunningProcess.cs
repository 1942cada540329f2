using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CallActors.Host.Tests.Running;

/// <summary>A program of the project in a process of its own, as its user starts it.</summary>
internal sealed class RunningProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();

    private RunningProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    public bool HasExited => process.HasExited;

    public int ExitCode => process.ExitCode;

    public int Id => process.Id;

    public static RunningProcess Start(string assembly, params string[] arguments) =>
        StartProgram("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), .. arguments]);

    /// <param name="environment">Is added to what the test has.</param>
    public static RunningProcess StartProgram(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // What the test runner was started with must not reach the program: it reads its own options from there.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("CALLACTORS_", StringComparison.Ordinal) || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var running = new RunningProcess(new Process { StartInfo = start });
        running.process.Start();
        running.process.BeginOutputReadLine();
        running.process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Asks an address until it answers with success.</summary>
    public async Task ReadyAsync(Uri address, TimeSpan? within = null)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(address);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet.
            }

            if (process.HasExited || clock.Elapsed > (within ?? TimeSpan.FromSeconds(30)))
            {
                throw new InvalidOperationException($"{address} did not answer. The process said:\n{Output}");
            }

            await Task.Delay(10);
        }
    }

    /// <summary>As <c>kill -9</c>: nothing is flushed, nothing is closed.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async Task<int> ExitAsync(TimeSpan within)
    {
        using var timer = new CancellationTokenSource(within);
        await process.WaitForExitAsync(timer.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    /// <summary>A port that nothing listens on now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Keep(string? line)
    {
        lock (output)
        {
            output.AppendLine(line);
        }
    }
}
