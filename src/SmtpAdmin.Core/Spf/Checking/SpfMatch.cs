namespace SmtpAdmin.Spf;

/// <summary>The directive that matched, and where it stands.</summary>
/// <param name="Text">The directive as it stands in the record.</param>
/// <param name="Mechanism">Its mechanism.</param>
/// <param name="Domain">The domain whose record it stands in.</param>
/// <param name="Inner">What matched in the record that an <c>include</c> names; null for other mechanisms.</param>
public sealed record SpfMatch(string Text, SpfMechanism Mechanism, string Domain, SpfMatch? Inner)
{
    /// <summary>The directives, from the domain's own record inwards.</summary>
    public override string ToString() => Inner is null ? $"{Text} in {Domain}" : $"{Text} in {Domain}, by {Inner}";
}
