using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace SmtpAdmin.Core.Tests.Architecture;

/// <summary>
/// Reads a compiled assembly for what each of its types uses: bases, interfaces, attributes, constraints, fields, signatures,
/// locals, and every instruction of every method, so also what a lambda or an async method does.
/// Constants leave no trace in compiled code; nothing else escapes.
/// </summary>
internal sealed class AssemblyDependencies
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly HashSet<Dependency> _found = [];
    private TypeName _from;

    private AssemblyDependencies(PEReader file)
    {
        _file = file;
        _metadata = file.GetMetadataReader();
    }

    public static IReadOnlyCollection<Dependency> Read(string assemblyPath)
    {
        using var file = new PEReader(File.OpenRead(assemblyPath));
        var reader = new AssemblyDependencies(file);
        foreach (var handle in reader._metadata.TypeDefinitions) reader.ReadType(handle);
        return reader._found;
    }

    private void ReadType(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        _from = _metadata.OutermostName(handle);
        Add(type.BaseType);
        AddAttributes(type.GetCustomAttributes());
        AddGenericParameters(type.GetGenericParameters());
        foreach (var implementation in type.GetInterfaceImplementations())
            Add(_metadata.GetInterfaceImplementation(implementation).Interface);
        foreach (var field in type.GetFields().Select(_metadata.GetFieldDefinition))
        {
            field.DecodeSignature(new SignatureTypes(Add), null);
            AddAttributes(field.GetCustomAttributes());
        }
        foreach (var property in type.GetProperties().Select(_metadata.GetPropertyDefinition)) AddAttributes(property.GetCustomAttributes());
        foreach (var method in type.GetMethods().Select(_metadata.GetMethodDefinition)) ReadMethod(method);
    }

    private void ReadMethod(MethodDefinition method)
    {
        method.DecodeSignature(new SignatureTypes(Add), null);
        AddAttributes(method.GetCustomAttributes());
        AddGenericParameters(method.GetGenericParameters());
        foreach (var parameter in method.GetParameters()) AddAttributes(_metadata.GetParameter(parameter).GetCustomAttributes());
        if (method.RelativeVirtualAddress == 0) return;

        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil) _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(new SignatureTypes(Add), null);
        foreach (var region in body.ExceptionRegions) Add(region.CatchType);
        foreach (var token in InstructionTokens.Read(body.GetILReader())) Add(MetadataTokens.EntityHandle(token));
    }

    private void AddGenericParameters(GenericParameterHandleCollection parameters)
    {
        foreach (var constraint in parameters.SelectMany(handle => _metadata.GetGenericParameter(handle).GetConstraints()))
            Add(_metadata.GetGenericParameterConstraint(constraint).Type);
    }

    private void AddAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes) Add(_metadata.GetCustomAttribute(attribute).Constructor);
    }

    private void Add(EntityHandle handle)
    {
        if (handle.IsNil) return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
            case HandleKind.TypeReference:
                Add(handle, member: null);
                break;
            case HandleKind.TypeSpecification:
                _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(new SignatureTypes(Add), null);
                break;
            case HandleKind.MethodSpecification:
                var generic = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                generic.DecodeSignature(new SignatureTypes(Add), null);
                Add(generic.Method);
                break;
            case HandleKind.MethodDefinition:
                var method = _metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                Add(method.GetDeclaringType(), _metadata.GetString(method.Name));
                break;
            case HandleKind.FieldDefinition:
                var field = _metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                Add(field.GetDeclaringType(), _metadata.GetString(field.Name));
                break;
            case HandleKind.MemberReference:
                AddMember(_metadata.GetMemberReference((MemberReferenceHandle)handle));
                break;
        }
    }

    private void AddMember(MemberReference member)
    {
        if (member.GetKind() == MemberReferenceKind.Method) member.DecodeMethodSignature(new SignatureTypes(Add), null);
        else member.DecodeFieldSignature(new SignatureTypes(Add), null);

        if (member.Parent.Kind is HandleKind.TypeDefinition or HandleKind.TypeReference) Add(member.Parent, _metadata.GetString(member.Name));
        else Add(member.Parent);
    }

    private void Add(EntityHandle type, string? member)
    {
        var to = _metadata.OutermostName(type);
        if (to != _from) _found.Add(new Dependency(_from, to, member));
    }
}
