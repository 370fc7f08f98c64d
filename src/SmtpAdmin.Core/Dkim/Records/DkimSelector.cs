namespace SmtpAdmin.Dkim;

/// <summary>A selector that is in common use.</summary>
/// <param name="Selector">The selector.</param>
/// <param name="Users">Who is known to use it.</param>
public sealed record DkimSelector(string Selector, IReadOnlyList<DkimSelectorUser> Users)
{
    /// <summary>Who is known to use it.</summary>
    public IReadOnlyList<DkimSelectorUser> Users { get; init => field = Indexable.Of(value); } = Indexable.Of(Users);

    /// <inheritdoc/>
    public override string ToString() => Selector;
}
