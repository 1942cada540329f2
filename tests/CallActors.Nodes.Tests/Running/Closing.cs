using System.Net.WebSockets;
using CallActors.Host.Tests.Running;

namespace CallActors.Nodes.Tests.Running;

internal static class Closing
{
    /// <summary>Completes when an app's socket is closed or lost.</summary>
    public static async Task GoneAsync(this App app)
    {
        while (app.State == WebSocketState.Open)
        {
            await Task.Delay(20);
        }
    }
}
