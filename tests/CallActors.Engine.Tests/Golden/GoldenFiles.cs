namespace CallActors.Engine.Tests.Golden;

/// <summary>
/// Files that are written once and kept for ever. A new manifest gets its file by a run of the tests with
/// CALLACTORS_GOLDEN set to the folder of this source file; a file that is there is never written again.
/// </summary>
internal static class GoldenFiles
{
    public static string Read(string name, Func<string> content)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Golden", name);
        if (File.Exists(path))
        {
            return File.ReadAllText(path).TrimEnd('\n');
        }

        var folder = Environment.GetEnvironmentVariable("CALLACTORS_GOLDEN");
        folder.ShouldNotBeNull($"There is no golden file {name}: write it once by a run with CALLACTORS_GOLDEN=tests/CallActors.Engine.Tests/Golden, an absolute path.");
        var written = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(written)!);
        if (!File.Exists(written))
        {
            File.WriteAllText(written, content() + "\n");
        }

        return File.ReadAllText(written).TrimEnd('\n');
    }
}
