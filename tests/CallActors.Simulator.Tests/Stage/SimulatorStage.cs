using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallActors.Simulator.Tests.Stage;

/// <summary>An embedded simulator with a world in a temporary folder, and an engine's double that it connects to.</summary>
internal sealed class SimulatorStage : IAsyncDisposable
{
    private readonly int agents;
    private WebApplication? application;

    private SimulatorStage(EngineDouble engine, int agents)
    {
        Engine = engine;
        this.agents = agents;
    }

    public EngineDouble Engine { get; private set; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("simulator-").FullName;

    public string WorldFile => Path.Combine(Folder, "world.simulator");

    public HttpClient Control { get; private set; } = null!;

    /// <summary>A simulator whose dialled parties answer quickly, and the bridges of whose agents are connected.</summary>
    public static async Task<SimulatorStage> OpenAsync(int agents = 1)
    {
        var stage = new SimulatorStage(await EngineDouble.StartAsync(), agents);
        await stage.StartAsync();
        await stage.SetAsync(new { answerAfterMilliseconds = 30 });
        for (var number = 1; number <= agents; number++)
        {
            await stage.BridgeAsync($"agent{number}");
        }

        return stage;
    }

    /// <summary>The engine's side of the agent's bridge, after its first snapshot.</summary>
    public async Task<EngineSide> BridgeAsync(string agentId = "agent1")
    {
        var side = await Engine.BridgeAsync(agentId);
        await side.ShowsAsync(_ => true, "a first snapshot");
        return side;
    }

    /// <summary>Lets a call ring at the agent and waits until his bridge shows it.</summary>
    public async Task<(EngineSide Bridge, ShownContact Contact)> RingAsync(string agentId = "agent1")
    {
        var bridge = await BridgeAsync(agentId);
        var call = await PostAsync(
            $"agents/{agentId}/calls", new { from = "+15550100", to = "+15550199", queue = "InboundTest" }, HttpStatusCode.Created);
        var contactId = call["contactId"]!.GetValue<string>();
        var shown = await bridge.ShowsAsync(shown => shown.Contacts.Any(contact => contact.Id == contactId), "the ringing call");
        return (bridge, shown.Contacts.Single(contact => contact.Id == contactId));
    }

    /// <summary>A call that the agent has answered.</summary>
    public async Task<(EngineSide Bridge, ShownContact Contact)> AnswerAsync(string agentId = "agent1")
    {
        var (bridge, contact) = await RingAsync(agentId);
        await bridge.DoAsync("acceptContact", contact.Id);
        await bridge.ShowsAsync(
            shown => shown.Contacts.Any(known => known.Id == contact.Id && known.State == "connected"), "the answered call");
        return (bridge, contact);
    }

    /// <summary>An answered call with a third party that has answered as well.</summary>
    public async Task<(EngineSide Bridge, ShownContact Contact)> ConsultAsync(object? endpoint = null)
    {
        var (bridge, contact) = await AnswerAsync();
        await bridge.DoAsync(
            "createAdditionalConnection", contact.Id, arguments: new { endpoint = endpoint ?? new { type = "phone_number", phoneNumber = "+15550111" } });
        var shown = await bridge.ShowsAsync(shown => shown.Is("connected", "connected hold connected"), "the third party");
        return (bridge, shown.Contact);
    }

    public Task SetAsync(object settings) => PostAsync("settings", settings);

    public Task FaultAsync(object fault) => PostAsync("faults", fault, HttpStatusCode.Created);

    public async Task<JsonNode> PostAsync(string path, object? body = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = body is null
            ? await Control.PostAsync($"v1/simulator/{path}", null)
            : await Control.PostAsJsonAsync($"v1/simulator/{path}", body);
        return await ReadAsync(response, expected);
    }

    public async Task<JsonNode> GetAsync(string path = "", HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await Control.GetAsync($"v1/simulator/{path}".TrimEnd('/'));
        return await ReadAsync(response, expected);
    }

    /// <summary>The record of a request as the simulator kept it.</summary>
    public async Task<JsonNode> RequestAsync(string requestId, string agentId = "agent1")
    {
        var agent = await GetAsync($"agents/{agentId}");
        return agent["requests"]!.AsArray().Single(request => request!["requestId"]!.GetValue<string>() == requestId)!;
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSimulator(new SimulatorOptions
        {
            WorldFile = WorldFile,
            BridgeAddress = () => Engine.BridgeAddress,
            Agents = agents,
        });
        application = builder.Build();
        application.MapSimulator();
        await application.StartAsync();
        Control = new HttpClient { BaseAddress = new Uri(application.Urls.First()) };
    }

    public async Task StopAsync()
    {
        Control.Dispose();
        await application!.StopAsync();
        await application.DisposeAsync();
        application = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (application is not null)
        {
            await StopAsync();
        }

        await Engine.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Takes the engine down, and puts up another one at the same port.</summary>
    public async Task RestartEngineAsync()
    {
        var port = Engine.Port;
        await Engine.DisposeAsync();
        Engine = await EngineDouble.StartAsync(port);
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(expected, text);
        return JsonNode.Parse(text.Length == 0 ? "{}" : text)!;
    }
}
