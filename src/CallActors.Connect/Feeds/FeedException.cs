namespace CallActors.Connect.Feeds;

/// <summary>Something of a feed cannot be read; the message is one sentence that says what is wrong and what would be right.</summary>
public sealed class FeedException(string message) : Exception(message);
