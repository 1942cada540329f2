using System.Globalization;
using System.Text.RegularExpressions;
using CallActors.Simulator;

namespace CallActors.Host.Options;

/// <summary>Reads the host's options, each with its default, and says in one sentence what is wrong with a value.</summary>
internal static partial class HostOptionReader
{
    public const string DefaultUrls = "http://127.0.0.1:5080";
    public const string DefaultJournal = "sqlite:callactors.db";

    private const string SqlitePrefix = "sqlite:";
    private const string PostgresPrefix = "postgres:";
    private const double LongestDeadlineSeconds = 300;

    public static IReadOnlyList<Uri> Urls(GivenValue given, bool isInsecure)
    {
        var urls = (given.Text ?? DefaultUrls).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return urls.Length == 0
            ? throw Wrong(given, $"one or more addresses such as {DefaultUrls}")
            : [.. urls.Select(url => UrlOf(given, url, isInsecure))];
    }

    public static JournalChoice Journal(GivenValue given)
    {
        var text = given.Text ?? DefaultJournal;
        return After(text, SqlitePrefix) is { } path ? new JournalChoice.Sqlite(path)
            : After(text, PostgresPrefix) is { } connectionString ? new JournalChoice.Postgres(connectionString)
            // What was given may hold a password, so it is not repeated.
            : throw new HostOptionException(
                $"{given.Name} is not understood; it is to be {SqlitePrefix} and the path of a file, such as {DefaultJournal}, or {PostgresPrefix} and a connection string, "
                + $"such as {PostgresPrefix}Host=localhost;Database=callactors;Username=callactors.");
    }

    /// <param name="journal">Nodes that share a journal share no simulator within one of them.</param>
    public static SimulatorChoice Simulator(GivenValue given, GivenValue agents, GivenValue callsPerMinute, bool withoutBridges, JournalChoice journal)
    {
        switch (given.Text ?? (journal is JournalChoice.Sqlite ? "on" : "off"))
        {
            case "on":
                return new SimulatorChoice.Within(
                    (int)Number(agents, 1, 1, SimulatorOptions.MostAgents, NumberStyles.None)!,
                    Number(callsPerMinute, null, 0, 6000, NumberStyles.AllowDecimalPoint),
                    withoutBridges);
            case not "on" when withoutBridges:
                throw new HostOptionException("--simulator-without-bridges is for the simulator within the host; give --simulator on as well.");
            case "off":
                return new SimulatorChoice.Off();
            default:
                return Uri.TryCreate(given.Text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", PathAndQuery: "/" }
                    ? new SimulatorChoice.Elsewhere(address)
                    : throw Wrong(given, "on, off or the address of a simulator such as http://127.0.0.1:5090");
        }
    }

    /// <summary>The address of a page of Amazon Connect or of its login, null where none is given.</summary>
    public static Uri? Page(GivenValue given) =>
        given.Text is null ? null
        : Uri.TryCreate(given.Text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
        : throw Wrong(given, "the address of a page, such as https://example.my.connect.aws/ccp-v2/");

    public static IReadOnlyList<string> Origins(GivenValue given) =>
        [.. (given.Text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(origin =>
            Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/"
                ? uri.GetLeftPart(UriPartial.Authority)
                : throw Wrong(given, "one or more origins, such as https://desktop.example.com"))];

    /// <summary>The instance whose API is called, null where none is given.</summary>
    /// <param name="instance">Its id, or its ARN, which names the Region too.</param>
    public static AmazonInstance? Amazon(GivenValue instance, GivenValue region, GivenValue endpoint)
    {
        if (instance.Text is not { } text)
        {
            return (region.Text is null ? endpoint : region) is { Text: not null } needless
                ? throw new HostOptionException($"{needless.Name} says nothing without an instance; give --amazon-instance as well.")
                : null;
        }

        var match = Instance().Match(text);
        if (!match.Success)
        {
            throw Wrong(instance, "the id of an instance, or its ARN such as arn:aws:connect:eu-central-1:111122223333:instance/22222222-bbbb-4bbb-8bbb-000000000002");
        }

        if (region.Text is { } given && !RegionName().IsMatch(given))
        {
            throw Wrong(region, "a Region such as eu-central-1");
        }

        var address = endpoint.Text is null ? null
            : Uri.TryCreate(endpoint.Text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", PathAndQuery: "/" } ? uri
            : throw Wrong(endpoint, "the address of an API, such as https://connect.eu-central-1.amazonaws.com");
        return new AmazonInstance(match.Groups["id"].Value, region.Text ?? (match.Groups["region"] is { Success: true } named ? named.Value : null), address);
    }

    public static TimeSpan Deadline(GivenValue given) =>
        TimeSpan.FromSeconds(Number(given, 5, 0.1, LongestDeadlineSeconds, NumberStyles.AllowDecimalPoint)!.Value);

    public static bool Flag(GivenValue given) => given.Text switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw Wrong(given, "true or false"),
    };

    private static string? After(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && text[prefix.Length..].Trim() is { Length: > 0 } rest ? rest : null;

    private static double? Number(GivenValue given, double? without, double least, double most, NumberStyles style)
    {
        if (given.Text is null)
        {
            return without;
        }

        var kind = style == NumberStyles.None ? "a whole number" : "a number";
        return double.TryParse(given.Text, style, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Wrong(given, $"{kind} from {least} to {most}");
    }

    private static Uri UrlOf(GivenValue given, string text, bool isInsecure)
    {
        // Kestrel's wildcards are no host names; they mean every address of the machine.
        var known = text.Replace("://+", "://0.0.0.0", StringComparison.Ordinal).Replace("://*", "://0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(known, UriKind.Absolute, out var url) || url is not { Scheme: "http", PathAndQuery: "/" })
        {
            throw new HostOptionException($"{given.Name} has the address \"{text}\"; it is to be one like {DefaultUrls}, with http and without a path.");
        }

        if (url is { Port: 0, Host: "localhost" })
        {
            throw new HostOptionException($"{given.Name} has the address \"{text}\"; a free port can be found for 127.0.0.1, not for localhost.");
        }

        return url.IsLoopback || isInsecure ? url : throw new HostOptionException(
            $"{given.Name} has the address \"{text}\", which other machines can reach; there is no authentication yet, so give one like "
            + $"{DefaultUrls}, or --insecure on a network that you trust.");
    }

    [GeneratedRegex(@"\A(arn:[a-z-]+:connect:(?<region>[a-z0-9-]+):[0-9]{12}:instance/)?(?<id>[A-Za-z0-9-]{1,100})\z")]
    private static partial Regex Instance();

    [GeneratedRegex(@"\A[a-z]{2}(-[a-z]+)+-[0-9]+\z")]
    private static partial Regex RegionName();

    private static HostOptionException Wrong(GivenValue given, string right) => new($"{given.Name} is \"{given.Text}\"; it is to be {right}.");
}
