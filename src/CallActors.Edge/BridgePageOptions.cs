namespace CallActors.Edge;

/// <summary>What the bridge's page is and which CCP it embeds.</summary>
public sealed record BridgePageOptions
{
    /// <summary>The folder that npm built the bridge into; it need not exist.</summary>
    public string Folder { get; init; } = Path.Combine(AppContext.BaseDirectory, "bridge");

    /// <summary>The instance's CCP. Where it is given, no link to the page can name another.</summary>
    public Uri? CcpUrl { get; init; }

    /// <summary>Where agents log in, for an instance that logs in by SAML.</summary>
    public Uri? LoginUrl { get; init; }
}
