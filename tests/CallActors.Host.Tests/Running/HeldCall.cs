using System.Text.Json;

namespace CallActors.Host.Tests.Running;

/// <summary>A call that an app brought to where a test begins.</summary>
internal sealed record HeldCall(string Contact, string Agent, string Party)
{
    /// <summary>A call as the simulator answers it.</summary>
    public static HeldCall Of(JsonElement call) =>
        new(Text(call, "contactId"), Text(call, "agentConnectionId"), Text(call, "customerConnectionId"));

    /// <summary>A customer calls; the call rings at the agent's apps.</summary>
    public static async Task<HeldCall> RingAsync(RunningHost host, App app, string agentId = "agent1")
    {
        var call = await host.SimulateAsync(
            $"agents/{agentId}/calls", new { from = "+15550100", to = "+15550199", queue = "Support" });
        var rung = Of(call);
        await app.NextCallAsync(rung.Party, "connecting");
        return rung;
    }

    /// <summary>…and is answered.</summary>
    public static async Task<HeldCall> AnswerAsync(RunningHost host, App app, string agentId = "agent1")
    {
        var call = await RingAsync(host, app, agentId);
        await app.AskAsync("Answer", call.Contact);
        await app.NextCallAsync(call.Party, "connected");
        return call;
    }

    /// <summary>…and put on hold.</summary>
    public static async Task<HeldCall> BeginAsync(RunningHost host, App app, string agentId = "agent1")
    {
        var call = await AnswerAsync(host, app, agentId);
        await app.AskAsync("Hold", call.Party);
        await app.NextCallAsync(call.Party, "hold");
        return call;
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
