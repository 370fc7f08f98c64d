namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>Something that a spool was asked to keep.</summary>
internal sealed class ModelAttempt(string text)
{
    /// <summary>What it says, where it is a change.</summary>
    public string Text => text;

    public ModelFate Fate { get; set; } = ModelFate.Unknown;
}
