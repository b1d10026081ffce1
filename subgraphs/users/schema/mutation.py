"""What can be done with an account: authorise, call, match."""

import strawberry
from strawberry.federation.schema_directives import Cost

from subgraphs.common.scalars import IdempotencyKey
from subgraphs.common.scopes import requires_scopes
from subgraphs.common.types import InvalidInput
from subgraphs.users.context import Info
from subgraphs.users.domain.outcomes import InvalidValue
from subgraphs.users.domain.people import Role, UserId
from subgraphs.users.domain.people import User as Person
from subgraphs.users.types.addresses import Address, AddressInput
from subgraphs.users.types.changes import (
    AddAddressPayload,
    AssignRolePayload,
    ChangeAddressPayload,
    ChangePasswordInput,
    ChangePasswordPayload,
    DeleteUserPayload,
    RemoveAddressPayload,
    UpdateProfileInput,
    UpdateProfilePayload,
)
from subgraphs.users.types.errors import AddressNotFound, SessionNotFound, invalid
from subgraphs.users.types.signing_in import (
    LoginInput,
    LoginPayload,
    LogoutInput,
    LogoutPayload,
    RefreshSessionInput,
    RegisterUserInput,
    RegisterUserPayload,
    RevokeSessionPayload,
)

ADMIN = "users:admin"
# A password is hashed: what a hundred rows cost.
HASHES = Cost(weight=10)


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="Opens an account. A retry with the same key gets the same account.",
        directives=[HASHES],
    )
    async def register_user(self, info: Info, input: RegisterUserInput) -> RegisterUserPayload:
        outcome = await info.context.accounts.register(
            input.to_domain(), address=info.context.caller.address
        )
        info.context.act_as(outcome)
        return RegisterUserPayload.from_domain(outcome)

    @strawberry.mutation(
        description="A session for whoever knows the password. After five failures in a minute the "
        "account is locked for the rest of it.",
        directives=[HASHES],
    )
    async def login(self, info: Info, input: LoginInput) -> LoginPayload:
        outcome = await info.context.signing_in.login(
            input.email,
            input.password,
            device_name=input.device_name,
            address=info.context.caller.address,
        )
        info.context.act_as(outcome)
        return LoginPayload.from_login(outcome)

    @strawberry.mutation(
        description="The next access and refresh token of a session. A refresh token is good for "
        "one use, repeated within ten seconds at most; used later again it ends its session, "
        "because somebody else has it too."
    )
    async def refresh_session(self, info: Info, input: RefreshSessionInput) -> LoginPayload:
        outcome = await info.context.signing_in.refresh(
            input.refresh_token, address=info.context.caller.address
        )
        info.context.act_as(outcome)
        return LoginPayload.from_refresh(outcome)

    @requires_scopes()
    @strawberry.mutation(
        description="Ends the session, so that it is not refreshed any more. An access token that "
        "is out stays good until it expires, by default a quarter of an hour at most."
    )
    async def logout(self, info: Info, input: LogoutInput) -> LogoutPayload:
        viewer = info.context.require_viewer()
        user_id, signing_in = UserId(viewer.id), info.context.signing_in
        info.context.loaders.forget_lists(user_id)
        if input.everywhere:
            await signing_in.logout_everywhere(user_id)
            return LogoutPayload()
        if viewer.session is None:
            message = "This access token belongs to no session; log out everywhere."
            return LogoutPayload(errors=[InvalidInput.at(message)])
        await signing_in.logout(user_id, viewer.session)
        return LogoutPayload()

    @requires_scopes()
    @strawberry.mutation(description="Ends one of the viewer's own sessions, on whatever device.")
    async def revoke_session(self, info: Info, session_id: strawberry.ID) -> RevokeSessionPayload:
        owner = _owner(info)
        if not await info.context.signing_in.revoke(owner, session_id):
            return RevokeSessionPayload(errors=[SessionNotFound.now()])
        return RevokeSessionPayload(revoked_session_id=session_id)

    @requires_scopes()
    @strawberry.mutation(
        description="Changes the viewer's name or e-mail address; a new address is not verified."
    )
    async def update_profile(self, info: Info, input: UpdateProfileInput) -> UpdateProfilePayload:
        viewer = info.context.require_viewer()
        await info.context.signing_in.require_live(viewer)
        outcome = await info.context.accounts.change_profile(
            viewer.id, email=input.email, display_name=input.display_name
        )
        _renew(info, outcome)
        return UpdateProfilePayload.from_domain(outcome)

    @requires_scopes()
    @strawberry.mutation(
        description="Another password for the viewer. Every other session of theirs ends.",
        directives=[HASHES],
    )
    async def change_password(
        self, info: Info, input: ChangePasswordInput
    ) -> ChangePasswordPayload:
        viewer = info.context.require_viewer()
        await info.context.signing_in.require_live(viewer)
        outcome = await info.context.accounts.change_password(
            viewer.id, viewer.session, current=input.current_password, new=input.new_password
        )
        _renew(info, outcome)
        return ChangePasswordPayload.from_domain(outcome)

    @requires_scopes()
    @strawberry.mutation(description="Adds an address to the viewer's book; the first is default.")
    async def add_address(self, info: Info, input: AddressInput) -> AddAddressPayload:
        added = await info.context.addresses.add(
            _owner(info), input.to_domain(), default=input.make_default
        )
        if isinstance(added, InvalidValue):
            return AddAddressPayload(errors=[invalid(added)])
        return AddAddressPayload(address=Address.from_domain(added))

    @requires_scopes()
    @strawberry.mutation(
        description="Puts another address in the place of one of the viewer's, all of it."
    )
    async def update_address(
        self, info: Info, address_id: strawberry.ID, input: AddressInput
    ) -> ChangeAddressPayload:
        outcome = await info.context.addresses.change(
            _owner(info),
            address_id,
            input.to_domain(),
            default=input.make_default,
        )
        return ChangeAddressPayload.from_domain(outcome)

    @requires_scopes()
    @strawberry.mutation(description="Makes one of the viewer's addresses the default.")
    async def set_default_address(
        self, info: Info, address_id: strawberry.ID
    ) -> ChangeAddressPayload:
        owner = _owner(info)
        return ChangeAddressPayload.from_domain(
            await info.context.addresses.prefer(owner, address_id)
        )

    @requires_scopes()
    @strawberry.mutation(
        description="Removes one of the viewer's addresses. When it was the default, the newest of "
        "the others is."
    )
    async def remove_address(self, info: Info, address_id: strawberry.ID) -> RemoveAddressPayload:
        owner = _owner(info)
        if not await info.context.addresses.remove(owner, address_id):
            return RemoveAddressPayload(errors=[AddressNotFound.now()])
        return RemoveAddressPayload(removed_address_id=address_id)

    @requires_scopes(ADMIN)
    @strawberry.mutation(
        description="Gives somebody a role; it counts from their next login or refresh on."
    )
    async def assign_role(
        self, info: Info, user_id: strawberry.ID, role: Role
    ) -> AssignRolePayload:
        viewer = info.context.require_viewer()
        outcome = await info.context.people.grant(viewer.id, user_id, role)
        _renew(info, outcome)
        return AssignRolePayload.from_domain(outcome)

    @requires_scopes(ADMIN)
    @strawberry.mutation(
        description="Takes a role from somebody. Access tokens that are out keep it until they "
        "expire, by default a quarter of an hour at most."
    )
    async def revoke_role(
        self, info: Info, user_id: strawberry.ID, role: Role
    ) -> AssignRolePayload:
        viewer = info.context.require_viewer()
        outcome = await info.context.people.revoke(viewer.id, user_id, role)
        _renew(info, outcome)
        return AssignRolePayload.from_domain(outcome)

    @requires_scopes(ADMIN, "users:delete:self")
    @strawberry.mutation(
        description="Drops the person and keeps the id; the viewer's own account, or with "
        "`users:admin` any. Refused while there are open orders. A retry with the same key gets "
        "the same answer."
    )
    async def delete_user(
        self, info: Info, user_id: strawberry.ID, idempotency_key: IdempotencyKey
    ) -> DeleteUserPayload:
        viewer = info.context.require_viewer()
        outcome = await info.context.deletions.delete(
            viewer, user_id, idempotency_key, may_delete_any=ADMIN in viewer.scopes
        )
        info.context.loaders.user_by_id.clear(UserId(user_id))
        return DeleteUserPayload.from_domain(outcome)


def _owner(info: Info) -> UserId:
    """Whose things are changed: what was loaded of them is not true any more."""
    owner = UserId(info.context.require_viewer().id)
    info.context.loaders.forget_lists(owner)
    return owner


def _renew(info: Info, outcome: object) -> None:
    """A field beside a mutation shows the account as the mutation left it."""
    if isinstance(outcome, Person):
        info.context.loaders.renew(outcome)
