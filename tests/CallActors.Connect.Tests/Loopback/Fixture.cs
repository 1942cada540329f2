using System.Text.Json.Nodes;

namespace CallActors.Connect.Tests.Loopback;

/// <summary>Amazon's events as they come, with ids of our own.</summary>
internal static class Fixture
{
    public const string AgentId = "5b2f9c11-6f0e-4a6e-8c3d-9e4f5a6b7c8d";
    public const string ContactId = "7d0f6a52-3c1e-4b8a-9f57-21c4e8b0a9d3";

    /// <summary>A call from login to logout, in the order in which it happened.</summary>
    public static IReadOnlyList<string> Sequence { get; } =
        ["01_login", "02_connecting", "03_connected", "04_hold", "05_resume", "06_heart_beat", "07_ended_acw", "08_cleared", "09_logout"];

    public static byte[] AgentEvent(string name) => File.ReadAllBytes(Path($"agent-events/{name}.json"));

    public static string Text(string path) => File.ReadAllText(Path(path));

    /// <summary>The event, changed.</summary>
    public static byte[] AgentEvent(string name, Action<JsonNode> change)
    {
        var told = JsonNode.Parse(AgentEvent(name))!;
        change(told);
        return System.Text.Encoding.UTF8.GetBytes(told.ToJsonString());
    }

    private static string Path(string path) => System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", path);
}
