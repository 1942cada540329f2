using System.Text.Json;

namespace CallActors.Host.Tests.Running;

/// <summary>An agent at work, with an app on his bus, and Amazon's own panel beside it.</summary>
internal sealed class Desk(RunningHost host, string agentId, App app) : IAsyncDisposable
{
    public const string Number = "+15550177";

    public RunningHost Host => host;

    public string AgentId => agentId;

    public App App => app;

    /// <summary>Asks as another app of the agent would, and gives the first answer.</summary>
    public Task<HttpReply> AskAsync(string subtopic, object? data = null, string topic = "InboundCall", string? requestId = null, bool wait = false) =>
        host.AskAsync(agentId, subtopic, data, topic, requestId, wait);

    /// <summary>Asks, and waits until it was done.</summary>
    public async Task DoAsync(string subtopic, object? data = null, string topic = "InboundCall")
    {
        var reply = await AskAsync(subtopic, data, topic, wait: true);
        reply.Status.ShouldBe(200, $"{subtopic}: {reply.Json}");
    }

    /// <summary>A customer calls, and the app is told.</summary>
    public async Task<HeldCall> RingAsync(object? call = null)
    {
        var offered = await host.SimulateAsync($"agents/{agentId}/calls", call ?? new { from = "+15550100", to = "+15550199", queue = "Support" });
        var rung = HeldCall.Of(offered);
        await app.NextCallAsync(rung.Party, "connecting");
        return rung;
    }

    public async Task<HeldCall> AnswerAsync(object? call = null)
    {
        var rung = await RingAsync(call);
        await DoAsync("Answer", rung.Contact);
        return rung;
    }

    /// <summary>Consults somebody, and gives the connection on which he rings.</summary>
    public async Task<string> ConsultAsync(HeldCall call, object? to = null)
    {
        await DoAsync("Consult", to ?? Number);
        return (await CallsAsync()).Select(each => each.Id).Single(id => id != call.Agent && id != call.Party);
    }

    /// <summary>Consults somebody else, after another one who has left.</summary>
    public async Task<string> ConsultAgainAsync(HeldCall call, string former)
    {
        await DoAsync("Consult", "+15550178");
        return (await CallsAsync()).Select(each => each.Id).Single(id => id != call.Agent && id != call.Party && id != former);
    }

    /// <summary>The same, and he answers.</summary>
    public async Task<string> ConsultAnsweredAsync(HeldCall call)
    {
        var third = await ConsultAsync(call);
        await ActAsync(third, "answer", "connected");
        return third;
    }

    /// <summary>Somebody on a connection does something, and the state shows it.</summary>
    public async Task ActAsync(string connectionId, string action, string status)
    {
        await host.SimulateAsync($"connections/{connectionId}/{action}");
        await StatusAsync(connectionId, status);
    }

    /// <summary>The agent does something in Amazon's own panel.</summary>
    public Task OperateAsync(string operation, string? contactId = null, string? connectionId = null, object? arguments = null) =>
        host.SimulateAsync($"agents/{agentId}/operations", new { operation, contactId, connectionId, arguments });

    /// <summary>Waits until the state shows a connection so.</summary>
    public Task StatusAsync(string connectionId, string status) => Eventually.TrueAsync(
        async () => (await CallsAsync()).Any(each => each.Id == connectionId && each.Status == status), $"{connectionId} is {status}");

    /// <summary>Every connection that the state shows.</summary>
    public async Task<SeenConnection[]> CallsAsync() =>
        [.. (await host.StateAsync(agentId)).GetProperty("calls").EnumerateArray().Select(each => new SeenConnection(each))];

    /// <summary>Whatever the bridge of this agent is asked goes so, until the faults are cleared.</summary>
    public async Task FaultAsync(string behaviour, string? message, params string[] operations)
    {
        foreach (var operation in operations)
        {
            await host.SimulateAsync("faults", new { operation, behaviour, message, agentId });
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}

/// <summary>A connection as StateSync shows it.</summary>
internal sealed record SeenConnection(JsonElement Json)
{
    public string Id => Json.GetProperty("connectionId").GetString()!;

    public string ContactId => Json.GetProperty("contactId").GetString()!;

    public string Status => Json.GetProperty("status").GetString()!;

    public string Type => Json.GetProperty("type").GetString()!;

    public string? PhoneNumber => Json.GetProperty("phoneNumber").GetString();

    /// <summary>The names of the buttons that are enabled, in their order.</summary>
    public string Buttons => string.Join(", ", Json.GetProperty("buttonStates").EnumerateObject().Where(each => each.Value.GetBoolean()).Select(each => each.Name));
}
