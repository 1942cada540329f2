using CallActors.Host.Tests.Running;

namespace CallActors.Host.Tests.Buttons;

/// <summary>A situation of the button table, as it is brought about at a desk.</summary>
internal sealed record Scene(HeldCall Call, string? Third = null)
{
    /// <summary>How each situation comes about; the names are those of the rows.</summary>
    public static IReadOnlyDictionary<string, Func<Desk, Task<Scene>>> All { get; } = new Dictionary<string, Func<Desk, Task<Scene>>>
    {
        ["ringing in"] = async desk => new(await desk.RingAsync()),
        ["ringing in, a callback"] = async desk => new(await desk.RingAsync(Callback)),
        ["dialling, an outbound call"] = async desk => new(await DialAsync(desk)),
        ["dialling, a callback after the answer"] = async desk => new(await desk.AnswerAsync(Callback)),
        ["one party connected"] = async desk => new(await desk.AnswerAsync()),
        ["one party connected, outbound"] = async desk =>
        {
            var call = await DialAsync(desk);
            await desk.ActAsync(call.Party, "answer", "connected");
            return new(call);
        },
        ["one party connected, monitored by a supervisor"] = async desk =>
        {
            var call = await desk.AnswerAsync();
            await desk.Host.SimulateAsync($"contacts/{call.Contact}/monitor", new { barge = false });
            return new(call);
        },
        ["one party on hold"] = async desk => new(await HoldAsync(desk)),
        ["one party on hold, after the third left"] = async desk =>
        {
            var scene = await ConsultedAsync(desk);
            await desk.ActAsync(scene.Third!, "hangup", "disconnected");
            return scene;
        },
        ["first party on hold, third party ringing"] = ConsultingAsync,
        ["first party connected, third party ringing"] = async desk =>
        {
            var scene = await ConsultingAsync(desk);
            await desk.DoAsync("Resume", scene.Call.Party);
            return scene;
        },
        ["one connected, one on hold: consult"] = ConsultedAsync,
        ["one connected, one on hold: swapped"] = async desk => await AfterConsultAsync(desk, "Swap"),
        ["both connected (conference)"] = async desk => await AfterConsultAsync(desk, "Conference"),
        ["both on hold"] = async desk =>
        {
            var scene = await ConsultedAsync(desk);
            await desk.DoAsync("Hold", scene.Third);
            return scene;
        },
        ["the first party gone, the third alone, connected"] = async desk => await AloneAsync(desk),
        ["the first party gone, the third alone, on hold"] = async desk =>
        {
            var scene = await AloneAsync(desk);
            await desk.DoAsync("Hold", scene.Third);
            return scene;
        },
        ["the agent's own connection on hold beside a conference"] = async desk => await OwnHeldAsync(desk, await AfterConsultAsync(desk, "Conference")),
        ["the agent's own connection on hold beside one connected, one on hold"] = async desk => await OwnHeldAsync(desk, await ConsultedAsync(desk)),
        ["ended (ACW)"] = async desk => await EndAsync(desk, await desk.AnswerAsync(), "hangup", "ACW"),
        ["ended with a third party"] = async desk =>
        {
            var scene = await ConsultedAsync(desk);
            await desk.DoAsync("Transfer", scene.Call.Contact);
            return scene;
        },
        ["missed"] = async desk => await EndAsync(desk, await desk.RingAsync(), "abandon", "missed"),
        ["rejected"] = async desk => await RejectAsync(desk, await desk.RingAsync()),
        ["failed: in error after our Reject"] = async desk => await RejectAsync(desk, await desk.RingAsync(InError)),
        ["failed: in error while it rang"] = async desk =>
        {
            var call = await desk.RingAsync(InError);
            await desk.OperateAsync("rejectContact", call.Contact);
            await desk.App.NextCallAsync(call.Agent, "missed");
            return new(call);
        },
        ["failed: the dialled party refused"] = async desk =>
        {
            var call = await DialAsync(desk);
            await desk.Host.SimulateAsync($"connections/{call.Party}/refuse");
            await desk.App.NextCallAsync(call.Agent, "ACW");
            return new(call);
        },
        ["cleared"] = async desk =>
        {
            var scene = await EndAsync(desk, await desk.AnswerAsync(), "hangup", "ACW");
            await desk.DoAsync("ClearContact", scene.Call.Contact);
            return scene;
        },
    };

    private static object Callback => new { from = "+15550100", to = "+15550199", queue = "Support", callback = true };

    private static object InError => new { from = "+15550100", to = "+15550199", queue = "Support", rejectedAs = "error" };

    private static async Task<HeldCall> DialAsync(Desk desk)
    {
        await desk.DoAsync("SetMakeCall", Desk.Number);
        var own = (await desk.CallsAsync()).Single(each => each.Type == "agent");
        return new HeldCall(own.ContactId, own.Id, own.ContactId);
    }

    private static async Task<HeldCall> HoldAsync(Desk desk)
    {
        var call = await desk.AnswerAsync();
        await desk.DoAsync("Hold", call.Party);
        return call;
    }

    private static async Task<Scene> ConsultingAsync(Desk desk)
    {
        var call = await desk.AnswerAsync();
        return new(call, await desk.ConsultAsync(call));
    }

    private static async Task<Scene> ConsultedAsync(Desk desk)
    {
        var call = await desk.AnswerAsync();
        return new(call, await desk.ConsultAnsweredAsync(call));
    }

    private static async Task<Scene> AfterConsultAsync(Desk desk, string subtopic)
    {
        var scene = await ConsultedAsync(desk);
        await desk.DoAsync(subtopic, scene.Call.Contact);
        return scene;
    }

    private static async Task<Scene> AloneAsync(Desk desk)
    {
        var scene = await ConsultedAsync(desk);
        await desk.Host.SimulateAsync($"contacts/{scene.Call.Contact}/hangup");
        await desk.StatusAsync(scene.Call.Party, "disconnected");
        return scene;
    }

    /// <summary>Only Amazon's own panel lets an agent hold himself.</summary>
    private static async Task<Scene> OwnHeldAsync(Desk desk, Scene scene)
    {
        await desk.OperateAsync("holdConnection", scene.Call.Contact, scene.Call.Agent);
        await desk.StatusAsync(scene.Call.Agent, "hold");
        return scene;
    }

    private static async Task<Scene> EndAsync(Desk desk, HeldCall call, string action, string word)
    {
        await desk.Host.SimulateAsync($"contacts/{call.Contact}/{action}");
        await desk.App.NextCallAsync(call.Agent, word);
        return new(call);
    }

    private static async Task<Scene> RejectAsync(Desk desk, HeldCall call)
    {
        await desk.DoAsync("Reject", call.Contact);
        await desk.App.NextCallAsync(call.Agent, "Rejected");
        return new(call);
    }
}
