using System.Diagnostics;

namespace CallActors.Nodes.Tests.Running;

/// <summary>Runs what only the machine's own commands can do.</summary>
internal static class Shell
{
    /// <returns>Whether it succeeded.</returns>
    public static async Task<bool> TryRunAsync(string command)
    {
        using var process = Process.Start("/bin/sh", ["-c", command]);
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
