using CallActors.Host.Tests.Running;

namespace CallActors.Host.Tests.Buttons;

/// <summary>What pressing a button on a connection sends, and whether that is to be accepted.</summary>
internal static class Pressing
{
    /// <summary>The subtopic of each button, in their order.</summary>
    public static IReadOnlyDictionary<string, string> Subtopics { get; } = new Dictionary<string, string>
    {
        ["answer"] = "Answer",
        ["reject"] = "Reject",
        ["disconnect"] = "Disconnect",
        ["hold"] = "Hold",
        ["resume"] = "Resume",
        ["clearContact"] = "ClearContact",
        ["consult"] = "Consult",
        ["numberpad"] = "SendDTMF",
        ["swap"] = "Swap",
        ["transfer"] = "Transfer",
        ["conference"] = "Conference",
    };

    /// <summary>What the bridge may be asked because of a button.</summary>
    public static string[] Operations { get; } =
    [
        "acceptContact", "rejectContact", "clearContact", "holdConnection", "resumeConnection", "destroyConnection", "sendDigits",
        "createAdditionalConnection", "toggleActiveConnections", "conferenceConnections",
    ];

    public static object DataOf(string button, string connectionId) => button switch
    {
        "consult" => Desk.Number,
        "numberpad" => new { connectionId, digits = "1" },
        _ => connectionId,
    };

    /// <summary>
    /// Whether a press is to be accepted: where the button is enabled on the connection that its data means
    /// (docs/messages.md, "data": an id may stand for the contact, or for the only party).
    /// </summary>
    public static bool IsToBeAccepted(string button, string id, Scene scene, IReadOnlyList<SeenConnection> shown)
    {
        bool Enabled(string? on) => shown.Any(each => each.Id == on && each.Buttons.Split(", ").Contains(button));
        var parties = shown.Where(each => each.Type is "inbound" or "outbound" && each.Status != "disconnected").Select(each => each.Id).ToArray();
        var (own, contact) = (scene.Call.Agent, scene.Call.Contact);
        return button switch
        {
            "consult" => Enabled(own),
            "numberpad" => Enabled(own) && (id == own || id == contact || parties.Contains(id)),
            "disconnect" or "hold" or "resume" => Enabled(id)
                || (id == own && parties is [var only] && Enabled(only))
                || (id == contact && parties is [var left] && Enabled(left)),
            _ => (id == own || id == contact) && Enabled(own),
        };
    }
}
