using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace CallActors.Host.Tests.Running;

/// <summary>A host in a process of its own on a journal in a folder of its own, and what its users may ask of it.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly bool ownsFolder;
    private RunningProcess process;

    private readonly IReadOnlyDictionary<string, string>? environment;

    private RunningHost(string folder, bool ownsFolder, int port, IReadOnlyDictionary<string, string>? environment, string[] arguments)
    {
        this.environment = environment;
        Folder = folder;
        Port = port;
        this.ownsFolder = ownsFolder;
        Arguments = ["--urls", Address.ToString().TrimEnd('/'), "--journal", $"sqlite:{Journal}", .. arguments];
        Http = new HttpClient { BaseAddress = Address };
        process = StartProcess();
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

    /// <summary>The same, with an environment beside what the test has.</summary>
    public static async Task<RunningHost> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var host = new RunningHost(Directory.CreateTempSubdirectory("callactors-").FullName, true, RunningProcess.FreePort(), environment, arguments);
        await host.ReadyAsync();
        return host;
    }

    public static async Task<RunningHost> StartAsync(string folder, bool ownsFolder, int port, params string[] arguments)
    {
        var host = new RunningHost(folder, ownsFolder, port, null, arguments);
        await host.ReadyAsync();
        return host;
    }

    public Task ReadyAsync() => process.ReadyAsync(new Uri(Address, "health/ready"));

    public Task KillAsync() => process.KillAsync();

    public void StartAgain() => process = StartProcess();

    public async Task RestartAsync()
    {
        await KillAsync();
        StartAgain();
        await ReadyAsync();
    }

    /// <summary>Opens the bus of an agent as an app.</summary>
    public Task<App> OpenAsync(string agentId, string query = "", bool isReading = true) =>
        App.OpenAsync(new Uri($"ws://127.0.0.1:{Port}/v1/agents/{agentId}/bus{query}"), isReading);

    public async Task<JsonElement> StateAsync(string agentId) =>
        (await Http.GetFromJsonAsync<JsonElement>($"v1/agents/{agentId}/state")).GetProperty("message");

    /// <summary>Posts to the simulator's control API and answers what it says; any other status than success fails.</summary>
    public Task<JsonElement> SimulateAsync(string path, object? body = null) => Http.PostedAsync($"v1/simulator/{path}", body);

    /// <summary>From here on nobody answers, gives up or is late by himself.</summary>
    public Task WithPatienceAsync() => SimulateAsync(
        "settings", new { autoAnswer = false, ringTimeoutMilliseconds = 3_600_000, dialTimeoutMilliseconds = 3_600_000, snapshotDelayMilliseconds = 0 });

    /// <summary>Makes an agent in the simulator, and an app on its bus once the bridge has told how the agent is.</summary>
    public async Task<App> AddAgentAsync(string agentId, string query = "")
    {
        await SimulateAsync("agents", new { agentId, username = agentId, name = $"Agent {agentId}" });
        return await OpenWhenSeenAsync(agentId, query);
    }

    /// <summary>An app on the bus of an agent, once the bridge has told how the agent is: nothing more comes by itself.</summary>
    public async Task<App> OpenWhenSeenAsync(string agentId, string query = "")
    {
        await BridgeAsync(agentId);
        await using (var before = await OpenAsync(agentId))
        {
            await Eventually.TrueAsync(async () =>
            {
                await before.AskAsync("StateSync", topic: "Agent");
                var told = await before.NextAsync(each => each.Subtopic == "StateSync", "its state");
                return told.Message.GetProperty("agentState").ValueKind == JsonValueKind.Object;
            }, $"the bridge of {agentId} told its state");
        }

        // An app that comes after that is told what comes next alone.
        return await OpenAsync(agentId, query);
    }

    /// <summary>Asks by HTTP, and with <c>wait</c> until the outcome is known.</summary>
    public async Task<HttpReply> AskAsync(
        string agentId, string subtopic, object? data = null, string topic = "InboundCall", string? requestId = null, bool wait = false)
    {
        using var answer = await Http.PostAsync(
            $"v1/agents/{agentId}/messages{(wait ? "?wait=true" : "")}", JsonContent.Create(App.Envelope(topic, subtopic, data, requestId), options: JsonSerializerOptions.Default));
        return new HttpReply((int)answer.StatusCode, JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()));
    }

    /// <summary>What the simulator's bridge of an agent was asked, the oldest first.</summary>
    public async Task<JsonElement[]> BridgeRequestsAsync(string agentId) =>
        [.. (await Http.GetFromJsonAsync<JsonElement>($"v1/simulator/agents/{agentId}")).GetProperty("requests").EnumerateArray()];

    /// <summary>The events of one stream with this manifest as they stand in the journal.</summary>
    public async Task<string[]> JournaledAsync(string stream, string manifest)
    {
        await using var journal = new SqliteConnection($"Data Source={Journal};Mode=ReadOnly;Pooling=False");
        await journal.OpenAsync();
        await using var select = journal.CreateCommand();
        select.CommandText = "SELECT message FROM journal WHERE persistence_id = $stream AND manifest = $manifest ORDER BY sequence_number";
        select.Parameters.AddWithValue("$stream", stream);
        select.Parameters.AddWithValue("$manifest", manifest);
        await using var rows = await select.ExecuteReaderAsync();
        var messages = new List<string>();
        while (await rows.ReadAsync())
        {
            messages.Add(Encoding.UTF8.GetString(rows.GetFieldValue<byte[]>(0)));
        }

        return [.. messages];
    }

    private RunningProcess StartProcess() => RunningProcess.StartProgram(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "CallActors.Host.dll"), .. Arguments], environment);

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

/// <summary>An answer to a request by HTTP.</summary>
internal sealed record HttpReply(int Status, JsonElement Json)
{
    public JsonElement Error => Json.GetProperty("data");

    public string ErrorType => Error.GetProperty("errorType").GetString()!;

    public string ErrorMessage => Error.GetProperty("errorMessage").GetString()!;
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
    public static Task TrueAsync(Func<Task<bool>> isTrue, string what, double withinSeconds = 60) => TrueAsync(isTrue, () => what, withinSeconds);

    /// <param name="what">Asked for only where it did not come about.</param>
    public static async Task TrueAsync(Func<Task<bool>> isTrue, Func<string> what, double withinSeconds = 60)
    {
        var until = DateTime.UtcNow.AddSeconds(withinSeconds);
        while (!await isTrue())
        {
            if (DateTime.UtcNow > until)
            {
                throw new ShouldAssertException($"It did not come about within {withinSeconds} s that {what()}.");
            }

            await Task.Delay(20);
        }
    }
}
