using CallActors.Connect.Tests.Loopback;

namespace CallActors.Connect.Tests.Api;

/// <summary>The table in docs/aws-setup.md: what Amazon's SDK sends and what we send.</summary>
internal static class RequestTable
{
    private const string Begin = "<!-- requests: written by SideBySideSpecs with CALLACTORS_WRITE_DOCS=1, else compared -->\n";
    private const string End = "<!-- /requests -->";

    public static string RowOf(string operation, ReceivedRequest theirs, ReceivedRequest ours) =>
        $"| {operation} | {Cell(theirs)} | {Cell(ours)} | {(Same(theirs, ours) ? "yes" : "**no**")} |";

    public static void Verify(IEnumerable<string> rows)
    {
        var file = Repository.File("docs/aws-setup.md");
        var text = File.ReadAllText(file);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        var table = $"| operation | Amazon's JavaScript SDK | CallActors | equal |\n|---|---|---|---|\n{string.Join('\n', rows)}\n";
        if (Environment.GetEnvironmentVariable("CALLACTORS_WRITE_DOCS") == "1")
        {
            File.WriteAllText(file, text[..begin] + table + text[end..]);
            return;
        }

        text[begin..end].ShouldBe(table, "Run this test with CALLACTORS_WRITE_DOCS=1 to bring docs/aws-setup.md up to date.");
    }

    private static bool Same(ReceivedRequest one, ReceivedRequest other) =>
        (one.Method, one.Target, one.Body, one.ContentType) == (other.Method, other.Target, other.Body, other.ContentType);

    private static string Cell(ReceivedRequest request) =>
        $"`{request.Method} {request.Target}`{(request.Body.Length == 0 ? "" : $"<br>`{request.Body}`")}";
}
