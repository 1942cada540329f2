using System.Net.Http.Json;
using System.Text.Json;

namespace CallActors.Host.Tests.Running;

/// <summary>A host in a process of its own on a journal in a folder of its own, and what its users may ask of it.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly bool ownsFolder;
    private RunningProcess process;

    private RunningHost(string folder, bool ownsFolder, int port, string[] arguments)
    {
        Folder = folder;
        Port = port;
        this.ownsFolder = ownsFolder;
        Arguments = ["--urls", Address.ToString().TrimEnd('/'), "--journal", $"sqlite:{Journal}", .. arguments];
        Http = new HttpClient { BaseAddress = Address };
        process = RunningProcess.Start("CallActors.Host", Arguments);
    }

    public string Folder { get; }

    public int Port { get; }

    public string[] Arguments { get; }

    public string Journal => Path.Combine(Folder, "callactors.db");

    public Uri Address => new($"http://127.0.0.1:{Port}/");

    public HttpClient Http { get; }

    public string Output => process.Output;

    /// <summary>Starts one and waits until it is ready.</summary>
    public static async Task<RunningHost> StartAsync(params string[] arguments) =>
        await StartAsync(Directory.CreateTempSubdirectory("callactors-").FullName, true, RunningProcess.FreePort(), arguments);

    public static async Task<RunningHost> StartAsync(string folder, bool ownsFolder, int port, params string[] arguments)
    {
        var host = new RunningHost(folder, ownsFolder, port, arguments);
        await host.ReadyAsync();
        return host;
    }

    public Task ReadyAsync() => process.ReadyAsync(new Uri(Address, "health/ready"));

    public Task KillAsync() => process.KillAsync();

    public void StartAgain() => process = RunningProcess.Start("CallActors.Host", Arguments);

    public async Task RestartAsync()
    {
        await KillAsync();
        StartAgain();
        await ReadyAsync();
    }

    /// <summary>Opens the bus of an agent as an app.</summary>
    public Task<App> OpenAsync(string agentId, string query = "") => App.OpenAsync(new Uri($"ws://127.0.0.1:{Port}/v1/agents/{agentId}/bus{query}"));

    public async Task<JsonElement> StateAsync(string agentId) =>
        (await Http.GetFromJsonAsync<JsonElement>($"v1/agents/{agentId}/state")).GetProperty("message");

    /// <summary>Posts to the simulator's control API and answers what it says; any other status than success fails.</summary>
    public Task<JsonElement> SimulateAsync(string path, object? body = null) => Http.PostedAsync($"v1/simulator/{path}", body);

    /// <summary>Waits until the simulator's bridge of an agent is attached.</summary>
    public async Task BridgeAsync(string agentId, bool isAttached = true) => await Eventually.TrueAsync(
        async () => (await Http.GetFromJsonAsync<JsonElement>("v1/agents")).EnumerateArray().Any(agent =>
            agent.GetProperty("agentId").GetString() == agentId && agent.GetProperty("bridge").GetString() == (isAttached ? "attached" : "lost")),
        $"the bridge of {agentId} is {(isAttached ? "attached" : "lost")}");

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await process.DisposeAsync();
        if (ownsFolder)
        {
            Directory.Delete(Folder, true);
        }
    }
}

internal static class Posting
{
    public static async Task<JsonElement> PostedAsync(this HttpClient http, string path, object? body = null)
    {
        using var answer = body is null ? await http.PostAsync(path, null) : await http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }
}

internal static class Eventually
{
    /// <summary>Asks again until it is true.</summary>
    public static async Task TrueAsync(Func<Task<bool>> isTrue, string what, double withinSeconds = 15)
    {
        var until = DateTime.UtcNow.AddSeconds(withinSeconds);
        while (!await isTrue())
        {
            (DateTime.UtcNow < until).ShouldBeTrue($"It did not come about within {withinSeconds} s that {what}.");
            await Task.Delay(20);
        }
    }
}
