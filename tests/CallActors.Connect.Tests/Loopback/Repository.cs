namespace CallActors.Connect.Tests.Loopback;

/// <summary>Files of the repository that the tests run in.</summary>
public static class Repository
{
    private static readonly string root = Find(AppContext.BaseDirectory);

    public static string File(string path) => Path.Combine(root, path);

    private static string Find(string? folder) =>
        folder is null ? throw new InvalidOperationException("The tests do not run inside the repository.")
        : System.IO.File.Exists(Path.Combine(folder, "CallActors.sln")) ? folder
        : Find(Path.GetDirectoryName(folder));
}
