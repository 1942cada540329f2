using Amazon.Runtime;

namespace CallActors.Connect.Api.Calling;

/// <summary>
/// What the default modes of AWS clients mean (setting AWS_DEFAULTS_MODE): how long to wait for a connection. Retries
/// are Standard in all of them, because Adaptive stalls calls that have nothing to do with a throttled one.
/// </summary>
internal static class DefaultConfigurations
{
    public static IReadOnlyList<IDefaultConfiguration> All { get; } =
    [
        Of(DefaultConfigurationMode.Standard, 3100),
        Of(DefaultConfigurationMode.InRegion, 1100),
        Of(DefaultConfigurationMode.CrossRegion, 3100),
        Of(DefaultConfigurationMode.Mobile, 30000),
    ];

    private static DefaultConfiguration Of(DefaultConfigurationMode name, int connectMilliseconds) => new()
    {
        Name = name,
        RetryMode = RequestRetryMode.Standard,
        ConnectTimeout = TimeSpan.FromMilliseconds(connectMilliseconds),
        TlsNegotiationTimeout = TimeSpan.FromMilliseconds(connectMilliseconds),
    };
}
