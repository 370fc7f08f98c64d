using System.Reflection.Metadata;

namespace SmtpAdmin.Core.Tests.Architecture;

/// <summary>Names of types in metadata. A nested type, also one that the compiler made, counts as part of its outermost type.</summary>
internal static class MetadataNames
{
    public static TypeName OutermostName(this MetadataReader metadata, EntityHandle type)
    {
        if (type.Kind == HandleKind.TypeReference)
        {
            var reference = metadata.GetTypeReference((TypeReferenceHandle)type);
            return reference.ResolutionScope.Kind == HandleKind.TypeReference
                ? metadata.OutermostName(reference.ResolutionScope)
                : new TypeName(metadata.GetString(reference.Namespace), metadata.GetString(reference.Name));
        }

        var definition = metadata.GetTypeDefinition((TypeDefinitionHandle)type);
        return definition.IsNested
            ? metadata.OutermostName(definition.GetDeclaringType())
            : new TypeName(metadata.GetString(definition.Namespace), metadata.GetString(definition.Name));
    }
}
