using Amazon.Runtime;
using CallActors.Connect.Api;

namespace CallActors.Edge.Api;

/// <summary>The instance of Amazon Connect whose API is called for agents without a bridge (docs/aws-setup.md).</summary>
/// <param name="InstanceId">The last part of the instance's ARN.</param>
/// <param name="Settings">Gives the settings of a client, new ones each time: Region, endpoint and the site's quotas.</param>
public sealed record AmazonApiOptions(string InstanceId, Func<AmazonConnectConfig> Settings)
{
    /// <summary>Null for the usual chain: environment, profile, the machine's role.</summary>
    public AWSCredentials? Credentials { get; init; }

    /// <summary>How long after a bridge was lost its agent is asked about: a page that reloads is back by then.</summary>
    public TimeSpan AfterLostBridge { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one question may take, with the attempts that the client makes by itself.</summary>
    public TimeSpan QuestionLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long until what Amazon did not answer is asked again, twice as long each time; its quota says so by itself.</summary>
    public TimeSpan AskAgain { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many contacts may wait for their attributes, and how many agents for their states; of a further one they stay unknown.</summary>
    public int Waiting { get; init; } = 1000;
}
